import { stringify } from 'yaml';

/** A document as YAML, each part written out where it occurs. */
export const toYaml = (document: object): string => stringify(document, { aliasDuplicateObjects: false });
