async (standards) => {
  const faults = [];
  const heads = [...document.querySelectorAll("h1")].map((one) => one.textContent.trim());
  if (heads.length !== 1 || !heads[0]) faults.push(`headings of the first level: ${JSON.stringify(heads)}`);
  const title = document.title.trim();
  if (!title || title.startsWith("·")) faults.push(`title: "${title}"`);
  const root = document.documentElement;
  if (root.scrollWidth > window.innerWidth || window.innerWidth > screen.width) {
    const wide = [...document.querySelectorAll("body *")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && box.right > screen.width + 1;
    });
    const names = wide.slice(0, 6).map((one) => `${one.tagName}.${one.className} "${one.textContent.trim().slice(0, 30)}"`);
    faults.push(`wider than the screen (${root.scrollWidth} px): ${names.join(" | ")}`);
  }
  const standing = [...document.querySelectorAll("body *")].filter((one) => ["sticky", "fixed"].includes(getComputedStyle(one).position));
  // What stands beside the text in a column of its own covers nothing of it.
  const broad = standing.filter((one) => one.offsetHeight > window.innerHeight / 4 && one.offsetWidth > window.innerWidth / 2);
  if (broad.length) faults.push(`covers a quarter of the screen for good: ${broad[0].tagName}.${broad[0].className}`);
  for (const word of ["None", "undefined", "NaN", "{{", "{%", "gettext", "[object"]) {
    if (root.lang.startsWith("zh") && document.body.innerText.includes(word)) faults.push(`shows "${word}"`);
  }
  const styled = document.querySelectorAll("body [style]:not(svg *):not(.zy-plot):not(.zy-plot *)");
  if (styled.length) faults.push(`style attribute: ${styled[0].outerHTML.slice(0, 120)}`);
  // What a bar at the edge of the window covers just now, a person scrolls to.
  standing.forEach((one) => (one.style.position = "static"));
  const found = await axe.run(document, { runOnly: { type: "tag", values: standards }, resultTypes: ["violations"] });
  standing.forEach((one) => one.removeAttribute("style"));
  for (const one of found.violations) {
    const nodes = one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.failureSummary})`);
    faults.push(`axe ${one.id}: ${one.help}, ${one.nodes.length} times: ${nodes.join(" | ")}`);
  }
  return faults;
}
