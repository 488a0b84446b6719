const svgSpace = 'http://www.w3.org/2000/svg';

/** An HTML element with a class and contents; texts become text, never markup. */
export function html<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, ...contents: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className.length > 0) {
    element.className = className;
  }
  element.append(...contents);
  return element;
}

/** An SVG element with attributes and contents. */
export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>, ...contents: (Node | string)[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
  element.append(...contents);
  return element;
}
