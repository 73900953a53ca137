import { act, fireEvent, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useIdle } from './use-idle';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const minute = 60_000;

function Window({ minutes, lock }: { minutes: number; lock: () => Promise<unknown> }) {
  useIdle(minutes, lock);
  return null;
}

/** A window that is watched, and how often it was locked. */
function watched(minutes: number, lock = vi.fn(async () => undefined as unknown)) {
  render(<Window minutes={minutes} lock={lock} />);
  return lock;
}

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
let x = 0;
const move = () => fireEvent.pointerMove(window, { screenX: ++x, screenY: 3 });

test('nobody there for five minutes locks, and not a beat before', async () => {
  const lock = watched(5);
  await pass(5 * minute - 5000);
  expect(lock).not.toHaveBeenCalled();
  await pass(5000);
  expect(lock).toHaveBeenCalledOnce();
  await pass(5 * minute);
  expect(lock).toHaveBeenCalledOnce();
});

test.each([
  ['the pointer', move],
  ['a click', () => fireEvent.pointerDown(window)],
  ['a key', () => fireEvent.keyDown(window, { key: 'a' })],
  ['the wheel', () => fireEvent.wheel(window)],
])('%s begins the time anew', async (_, use) => {
  const lock = watched(5);
  await pass(4 * minute);
  use();
  await pass(4 * minute);
  expect(lock).not.toHaveBeenCalled();
  await pass(minute);
  expect(lock).toHaveBeenCalledOnce();
});

test('a page that moves below a resting pointer is no use', async () => {
  move();
  const lock = watched(5);
  const resting = () => fireEvent.pointerMove(window, { screenX: 40, screenY: 40 });
  resting();
  await pass(4 * minute);
  resting();
  await pass(minute);
  expect(lock).toHaveBeenCalledOnce();
});

test.each([
  ['moves the pointer', move],
  ['presses a key', () => fireEvent.keyDown(window, { key: 'a' })],
  ['looks at the window', () => fireEvent(document, new Event('visibilitychange'))],
  ['goes to the window', () => fireEvent.focus(window)],
])('after a sleep it is locked as soon as somebody %s', async (_, wake) => {
  const lock = watched(5);
  vi.setSystemTime(Date.now() + 60 * minute); // no timer runs meanwhile
  expect(lock).not.toHaveBeenCalled();
  wake();
  expect(lock).toHaveBeenCalledOnce();
});

test('a clock that is set back gives nobody more time', async () => {
  const lock = watched(5);
  await pass(4 * minute);
  vi.setSystemTime(Date.now() - 60 * minute);
  await pass(minute);
  expect(lock).toHaveBeenCalledOnce();
});

test('a lock that failed is tried again, also while somebody uses the window', async () => {
  const lock = watched(5, vi.fn().mockRejectedValueOnce(new Error('busy')).mockResolvedValue(null));
  await pass(5 * minute);
  expect(lock).toHaveBeenCalledOnce();
  move();
  expect(lock).toHaveBeenCalledTimes(2);
});

test('never is never', async () => {
  const lock = watched(0);
  await pass(24 * 60 * minute);
  expect(lock).not.toHaveBeenCalled();
});
