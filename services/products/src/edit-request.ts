import { type Caller, Problem } from '@fondaco/chassis/service';

/** Who is written down as having changed something: `user:<id>` or `service:<name>`. */
export const editorOf = (caller: Caller | null): string =>
  caller?.kind === 'user' ? `user:${caller.userId}` : `service:${caller?.name}`;

/** The entity tag of what is edited: the version is all that two editors must agree on. */
export const versionTag = (version: number): string => `"${version}"`;

// A proxy that compresses an answer makes its tag a weak one.
const TAG = /^(?:W\/)?"([1-9]\d{0,14})"$/;

/**
 * The version that an edit starts from, by its If-Match header. Throws Problem 428 `products/if-match-required`, and
 * 400 `products/if-match-invalid` for what no answer carried; `*` would overwrite whatever there is.
 */
export const versionToEdit = (ifMatch: string | undefined): number => {
  if (ifMatch === undefined) {
    throw new Problem({
      status: 428,
      code: 'products/if-match-required',
      title: 'An edit has to say which version it starts from',
      detail: 'Send the ETag of the version that you have read in a header If-Match.',
    });
  }
  const version = TAG.exec(ifMatch.trim())?.[1];
  if (version === undefined) {
    throw new Problem({
      status: 400,
      code: 'products/if-match-invalid',
      title: 'The header If-Match is not valid',
      detail: 'Send one entity tag as it was answered, such as "7", and neither several nor *.',
    });
  }
  return Number(version);
};

/** Somebody else was faster. `version` is the one now. */
export const editConflict = (version: number): Problem =>
  new Problem({
    status: 412,
    code: 'products/edit-conflict',
    title: 'It has been changed since you read it',
    detail: `It is at version ${version} now: read it again and repeat your edit there.`,
    extra: { version },
  });

/** Without the blanks around it. Throws Problem 422 `products/name-missing` when nothing is left. */
export const categoryName = (text: string): string => {
  const name = text.trim();
  if (name !== '') return name;
  throw new Problem({ status: 422, code: 'products/name-missing', title: 'A category needs a name' });
};
