import { stringify } from 'yaml';

export const toJsonText = (document: object) => `${JSON.stringify(document, null, 2)}\n`;
export const toYamlText = (document: object) => stringify(document, { aliasDuplicateObjects: false });
