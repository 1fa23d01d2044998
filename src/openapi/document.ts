/** The parts of an OpenAPI document that are worked on here. */
export interface MediaType {
  schema?: unknown;
  example?: unknown;
}

export interface Header {
  description?: string;
  required?: boolean;
  schema?: unknown;
}

export interface Reference {
  $ref: string;
}

export interface Response {
  description: string;
  headers?: Record<string, Header | Reference>;
  content?: Record<string, MediaType>;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: unknown;
  example?: unknown;
}

export interface Operation {
  operationId: string;
  deprecated?: boolean;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, readonly string[]>[];
  parameters?: (Parameter | Reference)[];
  responses: Record<string, Response | Reference>;
}

export interface Document {
  openapi: string;
  info?: { title: string; version: string; description?: string };
  tags?: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, unknown>;
    responses?: Record<string, Response>;
    headers?: Record<string, Header>;
    parameters?: Record<string, Parameter>;
  };
}

export const isReference = (value: object): value is Reference => '$ref' in value;

export function* operationsOf(document: Document): Generator<{ path: string; operation: Operation }> {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item)) yield { path, operation };
  }
}
