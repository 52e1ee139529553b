import { Ajv, type ErrorObject } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import { Problem } from './problem.ts';

/** Not as a URN (`urn:uuid:…`), which ajv's own format lets through and PostgreSQL does not take. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const OPTIONS = {
  formats: { ...fullFormats, uuid: UUID },
  useDefaults: true,
  removeAdditional: false,
  // All errors of a hostile body would cost more than the first one.
  allErrors: false,
  strictTypes: false,
  strictTuples: false,
} as const;

/**
 * A body is JSON and means what it says: "1" is not 1. Queries, path parameters and headers are text, so
 * there numbers are read from it.
 */
export const createValidatorCompiler = (): FastifySchemaCompiler<object> => {
  const strict = new Ajv({ ...OPTIONS, coerceTypes: false });
  const coercing = new Ajv({ ...OPTIONS, coerceTypes: 'array' });
  return ({ schema, httpPart }) => (httpPart === 'body' ? strict : coercing).compile(schema);
};

type Invalid = { readonly validation: FastifySchemaValidationError[]; readonly validationContext?: string };

export const invalidRequest = ({ validation, validationContext }: Invalid): Problem => {
  const errors = validation.map((error) => ({
    path: `${validationContext ?? 'request'}${error.instancePath}`,
    message: describe(error),
  }));
  return new Problem({
    status: 400,
    code: 'request/invalid',
    title: 'The request is not valid',
    detail: errors.map((error) => `${error.path} ${error.message}`).join('; '),
    extra: { errors },
  });
};

const describe = (error: FastifySchemaValidationError): string => {
  const { params } = error as unknown as Pick<ErrorObject, 'params'>;
  if (error.keyword === 'additionalProperties')
    return `must not have a member ${JSON.stringify(params.additionalProperty)}`;
  if (error.keyword === 'enum') return `must be one of ${JSON.stringify(params.allowedValues)}`;
  if (error.keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`;
  return error.message ?? 'is not valid';
};
