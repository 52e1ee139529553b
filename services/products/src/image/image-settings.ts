import { type Static, type TObject, Type } from 'typebox';

/** Where pictures are kept. What belongs to the other place may be left out. */
export const imageSettings = {
  IMAGE_STORAGE: Type.Union([Type.Literal('folder'), Type.Literal('s3')]),
  /** Shared by all replicas. */
  IMAGE_FOLDER: Type.Optional(Type.String({ pattern: '^/' })),
  S3_BUCKET: Type.Optional(Type.String({ minLength: 3, maxLength: 63 })),
  S3_REGION: Type.Optional(Type.String({ minLength: 1 })),
  /** For a server that speaks as S3 does; Amazon's by default. */
  S3_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://[^/]+$' })),
  /** What every key begins with: `images/`. */
  S3_PREFIX: Type.String({ default: '', pattern: '^([^/].*/)?$' }),
  /** Both, or neither: then the SDK finds some itself, such as the task's role. */
  S3_ACCESS_KEY_ID: Type.Optional(Type.String({ minLength: 1 })),
  S3_SECRET_ACCESS_KEY: Type.Optional(Type.String({ minLength: 1 })),
};

export type ImageSettings = Static<TObject<typeof imageSettings>>;

const NEEDED = { folder: ['IMAGE_FOLDER'], s3: ['S3_BUCKET', 'S3_REGION'] } as const;

/** What the chosen place needs and was not given, in one sentence each. */
export const missingImageSettings = (settings: ImageSettings): readonly string[] => {
  const { IMAGE_STORAGE: storage } = settings;
  const missing = NEEDED[storage]
    .filter((name) => settings[name] === undefined)
    .map((name) => `${name} is missing (IMAGE_STORAGE is ${storage})`);
  const { S3_ACCESS_KEY_ID: id, S3_SECRET_ACCESS_KEY: key } = settings;
  if (id !== undefined && key === undefined)
    missing.push('S3_SECRET_ACCESS_KEY is missing (S3_ACCESS_KEY_ID is there)');
  if (id === undefined && key !== undefined)
    missing.push('S3_ACCESS_KEY_ID is missing (S3_SECRET_ACCESS_KEY is there)');
  return missing;
};
