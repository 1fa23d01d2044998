import { readFileSync } from 'node:fs';

/** What the document says of the value of a parameter. */
export interface ValueSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export interface DeclaredParameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly schema: ValueSchema;
}

export interface DeclaredOperation {
  readonly operationId: string;
  readonly template: string;
  readonly parameters: readonly DeclaredParameter[];
  /** Whether it takes keys, and refuses wrong ones. */
  readonly takesKeys: boolean;
}

type Reference = { readonly $ref?: string };

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get?: {
          readonly operationId: string;
          readonly security: readonly object[];
          readonly parameters?: readonly (DeclaredParameter & Reference)[];
        };
      }
    >
  >;
  readonly components: { readonly parameters: Readonly<Record<string, DeclaredParameter>> };
}

export const document: Document = JSON.parse(
  readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'),
);

/** Every operation of the committed document. All of them are reads. */
export const operations: readonly DeclaredOperation[] = Object.entries(document.paths).flatMap(([template, { get }]) =>
  get
    ? [
        {
          operationId: get.operationId,
          template,
          parameters: (get.parameters ?? []).map(resolve),
          takesKeys: get.security.length > 0,
        },
      ]
    : [],
);

function resolve(parameter: DeclaredParameter & Reference): DeclaredParameter {
  if (parameter.$ref === undefined) return parameter;
  const found = document.components.parameters[parameter.$ref.replace('#/components/parameters/', '')];
  if (!found) throw new Error(`${parameter.$ref} leads nowhere in the document`);
  return found;
}
