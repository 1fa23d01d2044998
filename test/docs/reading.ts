const characters: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** The text that escaped HTML stands for. */
export const toText = (text: string) =>
  text.replace(/&(?:lt|gt|quot|amp|#39);/g, (entity) => characters[entity] ?? entity);

const keyed = /<span data-with-key="([^"]*)">([^<]*)<\/span>/g;

/** The code blocks of a page whose label begins so, by the rest of the label; as they are shown with a key, or without one. */
export function codeOf(page: string, label: string, { withKey = false } = {}): Map<string, string> {
  const shown = page.replace(keyed, withKey ? '$1' : '$2');
  const blocks = shown.matchAll(/<pre[^>]* aria-label="([^"]+)"[^>]*><code>([\s\S]*?)<\/code><\/pre>/g);
  const named = [...blocks].map(([, name = '', code = '']) => [toText(name), toText(code)] as const);
  return new Map(
    named.flatMap(([name, code]) =>
      name.startsWith(`${label}: `) ? [[name.slice(label.length + 2), code] as const] : [],
    ),
  );
}
