() => {
  const visible = (one) => one.checkVisibility({ visibilityProperty: true });
  const name = (one) =>
    one.tagName + "#" + (one.id || "") + " " + (one.name || "") + " " + (one.innerText || one.value || "").trim().slice(0, 30);
  window.zyStops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(
    (one) => visible(one) && !one.disabled && one.type !== "hidden" && one.tabIndex >= 0,
  );
  window.zyName = name;
  document.body.setAttribute("tabindex", "-1");
  document.body.focus();
  return window.zyStops.length;
}
