import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type Instruction, type ModifiableInstruction } from 'dockerfile-ast';

/** The checkout, which is the context of every build. */
export const repository = join(import.meta.dirname, '../../..');

export type Step = { readonly keyword: string; readonly words: readonly string[]; readonly text: string };
export type Stage = { readonly name: string; readonly image: string; readonly steps: readonly Step[] };

export const containerfileText = (): string => readFileSync(join(repository, 'Containerfile'), 'utf8');

/** The stages in the order in which they stand, each with its image after the build's arguments are put in. */
export const readStages = (): Stage[] => {
  const instructions = DockerfileParser.parse(containerfileText()).getInstructions();
  const defaults = new Map<string, string>();
  const stages: { name: string; image: string; steps: Step[] }[] = [];
  for (const instruction of instructions) {
    const step = stepOf(instruction);
    if (step.keyword === 'FROM') {
      const [image = '', , name = ''] = step.words;
      stages.push({
        name,
        image: image.replace(/\$\{(\w+)\}/g, (_, arg) => defaults.get(arg) ?? ''),
        steps: [],
      });
    } else if (stages.length > 0) stages.at(-1)?.steps.push(step);
    else if (step.keyword === 'ARG') defaults.set(...(step.text.split('=') as [string, string]));
  }
  return stages;
};

const stepOf = (instruction: Instruction): Step => ({
  keyword: instruction.getKeyword(),
  // Flags such as `--from=packages` are words here, too.
  words: [
    ...flagsOf(instruction).map((flag) => `--${flag.getName()}=${flag.getValue()}`),
    ...instruction.getArguments().map((argument) => argument.getValue()),
  ],
  text: (instruction.getRawArgumentsContent() ?? '').replaceAll('\\\n', ''),
});

const flagsOf = (instruction: Instruction) =>
  'getFlags' in instruction ? (instruction as ModifiableInstruction).getFlags() : [];
