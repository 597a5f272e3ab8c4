() => {
  const now = document.activeElement;
  // Some fields show the focus on what surrounds them.
  const shown = [now, now.closest("label"), now.closest(".zy-drop")].filter(Boolean).some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  });
  return [window.zyStops.indexOf(now), shown ? "" : window.zyName(now)];
}
