/** What a reader asked for. It is in the fragment, so that every address opens offline. */
export type Address =
  | { readonly name: 'list' }
  | { readonly name: 'search'; readonly text: string }
  | { readonly name: 'article'; readonly slug: string };

export function readAddress(fragment: string): Address {
  const [, name, rest = ''] = /^#\/(search|article)\/(.*)$/s.exec(fragment) ?? [];
  const text = decode(rest);
  if (name === 'article') return { name, slug: text };
  return name === 'search' && text.trim() !== '' ? { name, text } : { name: 'list' };
}

export function writeAddress(address: Address): string {
  if (address.name === 'article') return `#/article/${encodeURIComponent(address.slug)}`;
  return address.name === 'search' ? `#/search/${encodeURIComponent(address.text)}` : '#/';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
