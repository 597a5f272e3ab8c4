// Alerts that can be closed and parts that can be unfolded; menus are plain <details>, so Popper is not needed.
import Alert from "bootstrap/js/dist/alert.js";
import Collapse from "bootstrap/js/dist/collapse.js";

export { Alert, Collapse };
