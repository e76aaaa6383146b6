// What axe goes by: elements, classes, states, and whether there are words; not which words. Of
// several siblings of one shape one is told. Throws where two elements have the same id.
() => {
  const KEPT = /^(class|role|type|lang|dir|tabindex|hidden|open|disabled|required|autocomplete|aria-(hidden|expanded|current|invalid|live|pressed|selected|modal|sort|level))$/;
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) throw new Error("twice on the page: #" + twice.join(", #"));
  const shape = (element) => {
    const attributes = [...element.attributes]
      .map(({ name, value }) => name + (KEPT.test(name) ? "=" + value : value.trim() ? "" : "=none"))
      .sort();
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const told = [...new Set([...element.children].map(shape))];
    return `<${element.tagName} ${attributes.join(" ")}>${words ? "words" : ""}${told.join("")}`;
  };
  return shape(document.documentElement);
}
