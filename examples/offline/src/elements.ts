/** Makes an element. Strings become text, never markup. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

export const list = (className: string, items: readonly Node[]): HTMLUListElement =>
  el('ul', { class: className, role: 'list' }, ...items.map((item) => el('li', {}, item)));

/** A day (`2025-03-01`) or a moment, as the reader's language writes dates. */
export function toDate(value: string | Date): string {
  const format = { dateStyle: 'long', ...(typeof value === 'string' && { timeZone: 'UTC' }) } as const;
  return new Intl.DateTimeFormat(undefined, format).format(new Date(value));
}
