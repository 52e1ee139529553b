import { sourceStack } from './source-stack.ts';

const MASK = '[redacted]';
const MAX_DEPTH = 8;

/** Names of what never reaches a log: secrets, tokens and personal data. Compared without case, `-` and `_`. */
const HIDDEN = new Set(
  [
    'authorization',
    'proxyAuthorization',
    'cookie',
    'cookies',
    'setCookie',
    'xCsrfToken',
    'csrfToken',
    'password',
    'newPassword',
    'oneTimePassword',
    'passwordHash',
    'passphrase',
    'secret',
    'sessionSecret',
    'signingKeySecret',
    'serviceKey',
    'privateKey',
    'credentials',
    'token',
    'accessToken',
    'refreshToken',
    'userToken',
    'idToken',
    'apiKey',
    'databaseUrl',
    'connectionString',
    'kafkaPassword',
    'email',
    'firstName',
    'lastName',
    'fullName',
    'address',
    'addresses',
    'street',
    'postcode',
    'postalCode',
    'phone',
    'phoneNumber',
    'cardNumber',
    'pan',
    'cvc',
    'cvv',
    'iban',
  ].map((name) => name.toLowerCase()),
);

/** Errors carry `name` too, and it is never a person's. PostgreSQL's `detail` quotes the row's values. */
const ERROR_MEMBERS = ['code', 'status', 'schema', 'table', 'column', 'constraint', 'routine', 'syscall'];

/** Whether a field of this name never reaches a log. */
export const isHidden = (name: string): boolean => HIDDEN.has(name.replaceAll(/[-_]/g, '').toLowerCase());

const E_MAIL = /[^\s@"'<>(),;:=]{1,64}@[^\s@"'<>(),;:=]{1,255}\.[a-z]{2,24}/gi;
/** Bounded, so that a long text without dots is not gone through once for each of its beginnings. */
const JWT = /\beyJ[\w-]{1,1024}\.[\w-]{1,8192}\.[\w-]{0,1024}/g;
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]{1,100}):[^\s@/]+@/gi;

/** Masks e-mail addresses, tokens and the passwords of URLs inside a text. */
export const redactText = (text: string): string => {
  // Most texts have none of them, which is seen much sooner than a pattern is tried at each place.
  const at = text.includes('@');
  let masked = text;
  if (at) masked = masked.replaceAll(URL_PASSWORD, `$1:${MASK}@`);
  if (text.includes('eyJ')) masked = masked.replaceAll(JWT, MASK);
  return at ? masked.replaceAll(E_MAIL, MASK) : masked;
};

const redactError = (error: Error, depth: number): Record<string, unknown> => {
  const members = Object.fromEntries(
    ERROR_MEMBERS.flatMap((member) => {
      const value = (error as unknown as Record<string, unknown>)[member];
      return typeof value === 'string' || typeof value === 'number' ? [[member, value]] : [];
    }),
  );
  return {
    type: error.name,
    message: redactText(error.message),
    ...members,
    stack: redactText(sourceStack(error.stack ?? '')),
    ...(error.cause === undefined ? {} : { cause: redactAt(error.cause, depth + 1) }),
    ...(error instanceof AggregateError
      ? { errors: error.errors.map((inner) => redactAt(inner, depth + 1)) }
      : {}),
  };
};

const redactAt = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[too deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value;
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactAt(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isHidden(name) ? MASK : redactAt(inner, depth + 1)]),
  );
};

/** A copy of what is about to be logged, with secrets and personal data masked. */
export const redact = (value: unknown): unknown => redactAt(value, 0);
