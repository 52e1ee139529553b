import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { usePolled } from './polled.ts';

afterEach(cleanup);

const EVERY_MS = 2;

const Shown = ({ load, paused }: { readonly load: () => Promise<string>; readonly paused?: boolean }) => {
  const { value, at, failure } = usePolled(load, EVERY_MS, paused);
  return <p>{`${value} ${at === null ? 'never' : 'at some time'} ${failure ?? 'well'}`}</p>;
};

/** Answers these, one after the other, and the last for ever. */
const answering = (...answers: (string | Error)[]) => {
  const asked = { times: 0 };
  const load = async () => {
    const answer = answers[Math.min(asked.times, answers.length - 1)];
    asked.times += 1;
    if (answer instanceof Error) throw answer;
    return answer ?? '';
  };
  return { load, asked };
};

test('it is asked again, and the newest answer shows', async () => {
  render(<Shown load={answering('one', 'two').load} />);
  await screen.findByText('two at some time well');
});

test('what was known stays while there is nothing newer, with what went wrong', async () => {
  render(<Shown load={answering('one', new Error('away')).load} />);
  await screen.findByText('one at some time Error: away');
});

test('what never came is not made up', async () => {
  render(<Shown load={answering(new Error('away')).load} />);
  await screen.findByText('null never Error: away');
});

test('another question starts anew, without the answer to the former one', async () => {
  const first = answering('one').load;
  const { rerender } = render(<Shown load={first} />);
  await screen.findByText('one at some time well');
  rerender(<Shown load={() => new Promise(() => undefined)} />);
  expect(screen.getByText('null never well')).toBeDefined();
});

test('nothing is asked again while it is paused', async () => {
  const { load, asked } = answering('one');
  const { rerender } = render(<Shown load={load} paused />);
  await screen.findByText('one at some time well');
  const other = answering('two');
  rerender(<Shown load={other.load} />);
  await screen.findByText('two at some time well');
  expect(asked.times).toBe(1);
});
