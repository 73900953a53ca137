import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useChanges } from './changes';

afterEach(() => void Reflect.deleteProperty(window, 'runtime'));

/** The window's events, and which answers are out of date after one. */
function listening() {
  let tell: (topic?: string) => void = () => undefined;
  const EventsOnMultiple = (name: string, call: typeof tell) => {
    if (name === 'changed') tell = call;
    return () => undefined;
  };
  Object.assign(window, { runtime: { EventsOnMultiple } });
  const client = new QueryClient();
  for (const key of ['overview', 'activity', 'export']) client.setQueryData([key], {});
  renderHook(useChanges, { wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider> });
  const old = () => client.getQueryCache().getAll().filter((q) => q.state.isInvalidated).map((q) => q.queryKey[0]);
  return { tell: (topic?: string) => tell(topic), old };
}

test.each(['ledger', 'house', undefined])('after a change of the %s everything is asked again', (topic) => {
  const { tell, old } = listening();
  tell(topic);
  expect(old()).toEqual(['overview', 'activity', 'export']);
});

test('how far an export is makes no screen ask again', () => {
  const { tell, old } = listening();
  tell('export');
  expect(old()).toEqual(['export']);
});
