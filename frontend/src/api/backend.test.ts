import { afterEach, expect, test, vi } from 'vitest';
import { backend, Fault, toFault } from './backend';

afterEach(() => vi.useRealTimers());

test('an error of the house keeps its code and its sentence', () => {
  const fault = toFault(new Error('{"code":"read_only","message":"The folder cannot be written."}'));
  expect([fault.code, fault.message]).toEqual(['read_only', 'The folder cannot be written.']);
});

test('an error of the bridge itself still has words', () => {
  expect(toFault('wrong argument').message).toBe('wrong argument');
  expect(toFault(new Error('')).message).toContain('Something went wrong');
});

test('a call that is never answered ends with a sentence', async () => {
  vi.useFakeTimers();
  Object.assign(window, { go: { bind: { Overview: { Get: () => new Promise(() => undefined) } } } });
  const answer = backend.overview().catch((reason: unknown) => reason);
  await vi.advanceTimersByTimeAsync(20_000);
  const fault = await answer;
  expect(fault).toBeInstanceOf(Fault);
  expect((fault as Fault).code).toBe('no_answer');
});
