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

/** The code blocks of a page whose label begins so, by the rest of the label. */
export function codeOf(page: string, label: string): Map<string, string> {
  const blocks = page.matchAll(/<pre[^>]* aria-label="([^"]+)"[^>]*><code>([\s\S]*?)<\/code><\/pre>/g);
  const named = [...blocks].map(([, name = '', code = '']) => [toText(name), toText(code)] as const);
  return new Map(
    named.flatMap(([name, code]) =>
      name.startsWith(`${label}: `) ? [[name.slice(label.length + 2), code] as const] : [],
    ),
  );
}
