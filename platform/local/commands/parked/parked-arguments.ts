import { InvalidArgumentError } from 'commander';
import { consumingServices } from './consuming-services.ts';

/** Refuses the name of what parks nothing. */
export const consumingServiceArgument = (name: string): string => {
  const known = consumingServices();
  if (known.includes(name)) return name;
  throw new InvalidArgumentError(`No such service parks messages: give one of ${known.join(', ')}.`);
};

export const idArgument = (text: string): number => {
  const id = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
  if (id === 0) throw new InvalidArgumentError('Give an id as the list shows it, a number.');
  return id;
};

export const idsArgument = (text: string, before: number[] = []): number[] => [...before, idArgument(text)];

export const limitArgument = (text: string): number => {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit === 0) throw new InvalidArgumentError('Give a number from 1 to 99999.');
  return limit;
};
