import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { keep, kept, roomForViews, useViewState } from './view-state';

const shelf = 'outlay.view';

function Tab() {
  const [tab, setTab] = useViewState('test.tab', 'chart');
  return <button onClick={() => setTab('table')}>{tab}</button>;
}

test('what was chosen is there again after a restart', () => {
  const first = render(<Tab />);
  fireEvent.click(screen.getByRole('button', { name: 'chart' }));
  first.unmount();
  render(<Tab />);
  expect(screen.getByRole('button')).toHaveTextContent('table');
});

test.each([
  ['no JSON', '{'],
  ['another kind of JSON', '[1, 2]'],
  ['nothing', 'null'],
  ['no list of states', '{"version":1,"states":{"test.tab":"table"}}'],
  ['a state that is no pair', '{"version":1,"states":[7,["test.tab"],[3,"table"]]}'],
  ['a state of another kind', '{"version":1,"states":[["test.tab",7]]}'],
  ['a state that is null', '{"version":1,"states":[["test.tab",null]]}'],
  ['the states of another version', '{"version":2,"states":[["test.tab","table"]]}'],
])('garbage is as if nothing had been kept: %s', (_, text) => {
  localStorage.setItem(shelf, text);
  render(<Tab />);
  fireEvent.click(screen.getByRole('button', { name: 'chart' }));
  expect(kept('test.tab', '')).toBe('table');
});

test('garbage beside a good state does not spoil it', () => {
  localStorage.setItem(shelf, '{"version":1,"states":[7,["test.tab","table"],null]}');
  expect(kept('test.tab', 'chart')).toBe('table');
});

test('a value is used only where it has the shape that is asked for', () => {
  keep('test.filter', { kinds: ['level', 7], unread: true });
  expect(kept('test.filter', { kinds: ['crossing'], unread: false })).toEqual({ kinds: ['crossing'], unread: false });
  expect(kept('test.filter', { unread: false })).toEqual({ kinds: ['level', 7], unread: true });
  expect(kept('test.filter', { unread: false, page: 1 })).toEqual({ unread: false, page: 1 });
  const byHand = (value: unknown): value is string => value === 'asc' || value === 'desc';
  keep('test.order', 'upside down');
  expect(kept('test.order', 'asc', byHand)).toBe('asc');
});

test('what was set longest ago makes room, and what is too large is not kept', () => {
  keep('test.old', 'x'.repeat(roomForViews / 2));
  keep('test.small', 'small');
  keep('test.old', 'é'.repeat(roomForViews / 4)); // set again: now the younger one
  keep('test.new', 'y'.repeat(roomForViews / 2 - 200));
  expect(kept('test.small', '')).toBe('small');
  keep('test.newer', 'z'.repeat(1000));
  expect([kept('test.small', ''), kept('test.old', ''), kept('test.newer', '')]).toEqual(['', '', 'z'.repeat(1000)]);
  keep('test.huge', 'x'.repeat(roomForViews));
  expect(kept('test.huge', '')).toBe('');
  expect(new TextEncoder().encode(localStorage.getItem(shelf) ?? '').length).toBeLessThanOrEqual(roomForViews);
});

test('a web view that stores nothing is no reason to stop', () => {
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse);
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse);
  render(<Tab />);
  fireEvent.click(screen.getByRole('button', { name: 'chart' }));
  expect(screen.getByRole('button')).toHaveTextContent('table');
});
