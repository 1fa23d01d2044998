export const toJsonText = (document: object) => `${JSON.stringify(document, null, 2)}\n`;

/** What writes YAML is loaded for this alone. */
export async function toYamlText(document: object): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(document, { aliasDuplicateObjects: false });
}
