import { readFile } from 'node:fs/promises';
import type { UploadedImage } from '@fondaco/contracts/http/catalogue';
import type { Command } from 'commander';
import { Failure } from '../../instance/failure.ts';
import { fileArgument } from '../file-argument.ts';
import { asOperator } from '../operator-call.ts';
import type { FindInstance } from '../operator-context.ts';

/** Longer than Products takes for a file: the largest is decoded within 20 s, after those before it. */
const DEADLINE_MS = 60_000;

/** `images add FILE…`: uploads pictures, and prints the id of each. */
export const addImagesCommand = (program: Command, findInstance: FindInstance): void => {
  program
    .command('images')
    .description('pictures of products')
    .command('add')
    .description('upload pictures and print the id of each, by which products refer to them')
    .argument('<file...>', 'JPEG, PNG, WebP or AVIF, 10 MiB at most')
    .option('--json', 'print them as JSON')
    .action(async (files: string[], { json }: { json?: boolean }) => {
      const context = await findInstance();
      // Loaded only here: no other command needs it.
      const { imagesClient } = await import('@fondaco/contracts/http/catalogue');
      const added: (UploadedImage & { file: string })[] = [];
      for (const file of files) {
        const content = await readFile(fileArgument(file)).catch(unreadable(file));
        const image = await asOperator(context, 'products', (call) => imagesClient(call).upload(content), {
          deadlineMs: DEADLINE_MS,
        }).catch(naming(file));
        added.push({ file, ...image });
        if (!json) console.log(`${image.imageId}  ${file}`);
      }
      if (json) console.log(JSON.stringify(added, null, 2));
    });
};

const unreadable = (file: string) => (cause: NodeJS.ErrnoException) => {
  throw new Failure(`${file} cannot be read (${cause.code}).`, { cause });
};

/** Of several files it must be said which one it was. */
const naming = (file: string) => (error: unknown) => {
  throw error instanceof Failure ? new Failure(`${file}: ${error.message}`, { cause: error }) : error;
};
