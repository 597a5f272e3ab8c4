(data) => {
  const attributes = ["aria-label", "title", "placeholder", "alt", "data-label", "data-confirm", "data-unknown", "data-failed"];
  const parts = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement;
    if (owner.closest("script, style, [lang^=zh]")) continue;
    parts.push([node.textContent, owner]);
  }
  for (const one of document.querySelectorAll("*")) {
    if (one.closest("[lang^=zh]")) continue;
    for (const name of attributes) {
      if (one.hasAttribute(name)) parts.push([one.getAttribute(name), one]);
    }
    if (one.matches('input[type="submit"], input[type="button"]')) parts.push([one.value, one]);
  }
  const left = [];
  for (const [text, owner] of parts) {
    let rest = text;
    for (const one of data) if (rest.includes(one)) rest = rest.split(one).join(" ");
    rest = rest.replace(/\p{Script=Han}\*+/gu, "");  // a masked name
    const chinese = /\p{Script=Han}|[，。：；（）、]/u;
    if (chinese.test(rest)) left.push(`${owner.tagName.toLowerCase()}: ${text.trim().slice(0, 80)}`);
  }
  return [...new Set(left)];
}
