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

  // Capture: the question comes before htmx or anything else sends the form.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const button = event.submitter;
      const question = (button && button.dataset.confirm) || form.dataset.confirm;
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
  window.addEventListener("pageshow", () => release(document));

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
    document.addEventListener(name, () => {
      const note = document.getElementById("zy-failed");
      if (note) note.hidden = false;
      say(words("failed"));
    }),
  );
})();
