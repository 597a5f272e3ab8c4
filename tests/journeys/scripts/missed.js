(reached) => window.zyStops.filter((one, index) => {
  if (reached.includes(index)) return false;
  if (one.type !== "radio") return true;  // a group of radio buttons is one stop
  return !window.zyStops.some((other, at) => other.type === "radio" && other.name === one.name && reached.includes(at));
}).map(window.zyName)
