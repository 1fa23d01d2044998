import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { FastifyValidationResult } from 'fastify/types/schema.js';

/**
 * Compiles what a route validates by when it is first asked for: most processes are asked for few routes soon, and none should
 * wait until all of them are compiled. Nothing is removed from what was sent, and every fault is told.
 */
export function compileWhenAsked(): FastifySchemaCompiler<AnySchema> {
  let ajv: Ajv | undefined;
  function compile(schema: AnySchema): ValidateFunction {
    if (ajv === undefined) {
      ajv = new Ajv({
        ...{ coerceTypes: true, useDefaults: true, removeAdditional: false, allErrors: true },
        // That the schemas are schemas a test finds out: here the first request would wait for it.
        ...{ meta: false, validateSchema: false },
      });
      formats.default(ajv);
    }
    return ajv.compile(schema);
  }

  return ({ schema }) => {
    let made: ValidateFunction | undefined;
    const validate: FastifyValidationResult = (data: unknown) => {
      made ??= compile(schema);
      const isValid = made(data);
      validate.errors = made.errors ?? null;
      return isValid;
    };
    return validate;
  };
}
