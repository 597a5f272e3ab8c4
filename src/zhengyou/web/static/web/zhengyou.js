// Small helpers; every page works without them. Floor: Chromium 86. Everything is delegated, so that what htmx brings in needs no setup.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const words = (name) => (document.body && document.body.dataset[name]) || "";
  const say = (text) => {
    const live = document.getElementById("zy-live");
    if (live && text && live.textContent !== text) live.textContent = text;
  };
  const rows = (master) => {
    const area = master.closest("form") || document;
    return [...area.querySelectorAll('input[type="checkbox"]')].filter((box) => box.name === master.dataset.selectAll && !box.disabled);
  };

  // How many rows are ticked: the master box and the words beside it.
  const count = (area) => {
    area.querySelectorAll("[data-select-all]").forEach((master) => {
      const boxes = rows(master);
      const ticked = boxes.filter((box) => box.checked).length;
      master.checked = ticked > 0 && ticked === boxes.length;
      master.indeterminate = ticked > 0 && ticked < boxes.length;
      const form = master.closest("form");
      const shown = form && form.querySelector("[data-selected-count]");
      if (shown) shown.textContent = String(ticked);
    });
  };

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-menu]");
    if (toggle) {
      const open = document.getElementById(toggle.getAttribute("aria-controls")).classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    }
    const link = event.target.closest("a[data-confirm]");
    if (link && !window.confirm(link.dataset.confirm)) event.preventDefault();
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll("details.zy-user[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.zy-user[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-select-all]")) rows(box).forEach((row) => (row.checked = box.checked));
    if (box.type === "checkbox") count(document);
    if (box.matches('.zy-drop input[type="file"]')) {
      const label = box.closest(".zy-drop").querySelector("[data-file-name]");
      const names = [...box.files].map((file) => file.name).join("、");
      if (label && names) label.textContent = names;
    }
    if (box.matches("[data-submit-on-change]")) box.form.requestSubmit();
  });

  // What was typed and not saved is kept in this tab until its form was accepted, and offered again. Nothing of a password, a
  // file, a number of a person (data-private), nor of a form that makes a file (data-again); signing out takes all of it away.
  const PREFIX = "zy:";
  const SENT = "zy-sent";
  const PASSING = ["csrfmiddlewaretoken", "version", "seen", "next", "shown_at", "first_version", "second_version"];
  const TYPED = 'textarea, input[type="text"], input[type="search"], input:not([type])';
  let leaving = false; // by a way on which nothing is lost
  let store = null;
  try {
    store = window.sessionStorage;
  } catch (error) {
    store = null; // switched off in this browser: the warning on leaving is all there is
  }
  const memory = {};
  const get = (key) => JSON.parse((store ? store.getItem(key) : memory[key]) || "null");
  const drop = (key) => {
    delete memory[key];
    if (store) store.removeItem(key);
  };
  const put = (key, value) => {
    const text = JSON.stringify(value);
    try {
      if (store) store.setItem(key, text);
      else memory[key] = text;
    } catch (error) {
      store.removeItem(key); // full
    }
  };
  const forget = (but) =>
    (store ? Object.keys(store) : Object.keys(memory)).filter((key) => key.startsWith(PREFIX) && !(but && key.startsWith(but))).forEach(drop);
  const mine = () => PREFIX + words("person") + ":";
  const keeps = (form) =>
    Boolean(words("person")) && form.method === "post" && form.dataset.again === undefined && !form.querySelector('input[type="password"]');
  const hidden = (form, passing) =>
    [...form.querySelectorAll('input[type="hidden"]')].filter((field) => field.name && PASSING.includes(field.name) === passing);
  const keyOf = (form) => {
    const to = new URL(form.getAttribute("action") || window.location.href, window.location.href);
    return [mine() + to.pathname + to.search, ...hidden(form, false).map((field) => field.name + "=" + field.value)].join("|");
  };
  const typedIn = (form) =>
    [...form.elements].filter(
      (field) => field.name && field.matches(TYPED) && !field.readOnly && field.dataset.private === undefined && field.autocomplete !== "one-time-code",
    );
  const versions = (form) => hidden(form, true).filter((field) => /version$|^seen$/.test(field.name));
  const named = (fields) => fields.reduce((all, field) => ({ ...all, [field.name]: field.value }), {});
  const keep = (form) => {
    const key = keyOf(form);
    const before = get(key) || { typed: {}, versions: named(versions(form)) };
    const changed = typedIn(form).filter((field) => field.value !== field.defaultValue || (form.dataset.refused && field.name in before.typed));
    if (changed.length) put(key, { ...before, typed: named(changed) });
    else drop(key);
  };
  const anythingUnsaved = () => [...document.forms].some((form) => keeps(form) && typedIn(form).length && get(keyOf(form)));
  const offer = (form) => {
    const note = document.createElement("div");
    note.className = "alert alert-info zy-kept";
    note.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.dataset.dropKept = "";
    button.textContent = words("drop");
    note.append(words("kept") + " ", button);
    form.prepend(note);
  };
  // opened: what the page shows is what the system holds. refused: key of the form that shows what was sent, with what is new.
  const putBack = (area, opened, refused) => {
    const forms = area.matches && area.matches("form") ? [area] : area.querySelectorAll("form");
    [...forms].filter(keeps).forEach((form) => {
      const key = keyOf(form);
      const kept = get(key);
      if (!kept) return;
      const there = typedIn(form).filter((field) => field.name in kept.typed);
      const other = there.filter((field) => field.value !== kept.typed[field.name]);
      if (key === refused) {
        form.dataset.refused = "1";
        put(key, { ...kept, versions: named(versions(form)) });
      } else if (!other.length) {
        if (opened) drop(key);
        return;
      } else {
        versions(form).forEach((field) => (field.value = field.name in kept.versions ? kept.versions[field.name] : field.value));
      }
      if (!other.length) return;
      other.forEach((field) => {
        field.value = kept.typed[field.name];
        const folded = field.closest("details");
        if (folded) folded.open = true;
      });
      if (!form.querySelector(".zy-kept")) offer(form);
    });
  };
  const arrive = () => {
    const sent = get(SENT);
    drop(SENT);
    if (words("person")) forget(mine());
    const way = performance.getEntriesByType("navigation")[0] || { type: "navigate", redirectCount: 0 };
    const answered = sent && document.referrer === sent.from && way.type === "navigate";
    const refused = answered && way.redirectCount === 0;
    if (answered && !refused && words("person") && !document.querySelector(".alert-danger.alert-dismissible")) drop(sent.key);
    putBack(document, way.type === "navigate" && !refused, refused ? sent.key : "");
  };
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && event.target.matches(TYPED) && keeps(form)) keep(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop-kept]");
    if (!button) return;
    drop(keyOf(button.form));
    leaving = true;
    window.location.reload();
  });
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.again !== undefined) return;
    leaving = true;
    if (form.dataset.forget !== undefined) forget();
    else put(SENT, { key: keyOf(form), from: window.location.href.split("#")[0] });
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !anythingUnsaved()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  const sending = new WeakMap(); // what a form held when htmx sent it
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (form.matches("form") && keeps(form)) sending.set(form, JSON.stringify(get(keyOf(form))));
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Redirect")) leaving = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig.elt;
    const answer = event.detail.xhr;
    const accepted = answer.status >= 200 && answer.status < 300 && !answer.getResponseHeader("HX-Redirect");
    if (accepted && sending.has(form) && sending.get(form) === JSON.stringify(get(keyOf(form)))) drop(keyOf(form));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const form = event.detail.requestConfig.elt;
    const refused = event.detail.xhr.status >= 400 && form.matches("form");
    putBack(event.detail.elt.parentNode || document, false, refused ? keyOf(form) : "");
  });

  // Capture: the question comes before htmx or anything else sends the form.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const button = event.submitter;
      const unsaved = form.dataset.forget !== undefined && anythingUnsaved() && words("unsaved");
      const question = unsaved || (button && button.dataset.confirm) || form.dataset.confirm;
      if (form.dataset.sent || (question && !window.confirm(question))) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      // A second click sends nothing. A form that answers with a file leaves the page where it is: data-again.
      if (form.method !== "post" || form.dataset.again !== undefined) return;
      form.dataset.sent = "1";
      if (button) button.setAttribute("aria-disabled", "true");
    },
    true,
  );
  const release = (area) => {
    const forms = area.matches && area.matches("form") ? [area] : area.querySelectorAll("form[data-sent]");
    forms.forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll('[aria-disabled="true"][type="submit"]').forEach((button) => button.removeAttribute("aria-disabled"));
    });
  };
  window.addEventListener("pageshow", () => {
    leaving = false;
    release(document);
  });

  // Charts: <figure data-chart="id of a JSON block" data-library="address of ECharts">; the table behind it is always there.
  let library = null;
  const load = (address) => {
    library =
      library ||
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = () => resolve(window.echarts);
        script.onerror = reject;
        document.head.append(script);
      });
    return library;
  };
  const blues = ["#174f86", "#3874b0", "#57606a", "#7fabd6"];
  const dashes = ["solid", "dashed", "dotted", "solid"];
  const marks = ["circle", "rect", "triangle", "diamond"];
  const options = (chart) => {
    const number = (value) => (value === null || value === undefined ? words("unknown") : value.toLocaleString("en-US") + chart.unit);
    const text = { color: "#1f2328", fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
    const series = chart.series.map((line, index) => ({
      type: chart.kind,
      name: line.name,
      data: line.data,
      symbol: marks[index % 4],
      symbolSize: 8,
      barMaxWidth: 34,
      lineStyle: { width: 2, type: dashes[index % 4] },
    }));
    if (chart.target !== null && chart.target !== undefined) {
      series.push({
        type: "line",
        name: chart.target_label,
        data: chart.labels.map(() => chart.target),
        symbol: "none",
        color: "#1f2328",
        lineStyle: { width: 1, type: "dashed" },
      });
    }
    return {
      animation: false,
      aria: { enabled: true, decal: { show: chart.kind === "bar" && series.length > 1 }, label: { description: chart.title } },
      color: blues,
      textStyle: text,
      grid: { left: 8, right: 16, top: series.length > 1 ? 36 : 16, bottom: 4, containLabel: true },
      legend: { show: series.length > 1, top: 0, left: 0, textStyle: text },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: number },
      xAxis: { type: "category", data: chart.labels, boundaryGap: chart.kind === "bar", axisLabel: text },
      yAxis: { type: "value", scale: chart.kind === "line", axisLabel: { ...text, formatter: number } },
      series,
    };
  };
  const draw = (figure) => {
    const block = document.getElementById(figure.dataset.chart);
    if (!block || figure.dataset.drawn) return;
    figure.dataset.drawn = "1";
    load(figure.dataset.library).then((echarts) => {
      const place = figure.querySelector(".zy-plot");
      place.hidden = false;
      const drawing = echarts.init(place, null, { renderer: "svg" });
      drawing.setOption(options(JSON.parse(block.textContent)));
      const table = figure.querySelector("details");
      if (table) table.open = false;
      const fit = () => drawing.resize();
      window.addEventListener("resize", fit);
      window.addEventListener("beforeprint", fit);
    }, () => {});
  };

  const prepare = (area) => {
    area.querySelectorAll("[data-chart]").forEach(draw);
    count(area);
    const news = area.querySelector("[data-announce]");
    if (news) say(news.dataset.announce);
  };
  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    arrive();
    const errors = document.querySelector(".zy-errors");
    if (errors) errors.focus();
  });
  document.addEventListener("htmx:afterSettle", (event) => prepare(event.detail.elt.parentNode || document));
  document.addEventListener("htmx:afterRequest", (event) => {
    release(event.detail.elt);
    const note = document.getElementById("zy-failed");
    if (note && event.detail.successful) note.hidden = true;
  });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) =>
    document.addEventListener(name, (event) => {
      const answer = event.detail.xhr;
      const told = words(answer && answer.getResponseHeader("X-Form-Expired") ? "expired" : "failed");
      const note = document.getElementById("zy-failed");
      if (note) {
        note.textContent = told;
        note.hidden = false;
      }
      say(told);
    }),
  );
})();
