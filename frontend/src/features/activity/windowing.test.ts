import { describe, expect, test } from 'vitest';
import { follow, goTo, type Place, reveal, start, tallest, visible } from './windowing';

const height = 36;
const view = 600;

describe('a list that fits into a box', () => {
  const total = 1000 * height;

  test('stands where its box does', () => {
    expect(follow(start, 7200, total, view)).toEqual({ scroll: 7200, top: 7200 });
  });

  test('shows the rows that are seen, and one more', () => {
    expect(visible({ scroll: 7200, top: 7200 }, height, 1000, view)).toEqual({ first: 200, end: 218 });
    expect(visible(start, height, 3, view)).toEqual({ first: 0, end: 3 });
  });

  test('scrolls no farther than a row needs to be seen', () => {
    const at = { scroll: 7200, top: 7200 };
    expect(reveal(at, 205, height, total, view)).toBe(at);
    expect(reveal(at, 199, height, total, view).top).toBe(199 * height);
    expect(reveal(at, 217, height, total, view).top).toBe(218 * height - view);
    expect(reveal(at, 999, height, total, view).top).toBe(total - view);
  });
});

describe('five million rows, higher than any box', () => {
  const rows = 5_000_000;
  const total = rows * height;
  const end = tallest - view;
  const wheel = (at: Place, by: number) => follow(at, Math.min(Math.max(at.scroll + by, 0), end), total, view);

  test('a wheel goes pixel by pixel, down and up again', () => {
    let at = start;
    for (let i = 0; i < 50; i++) at = wheel(at, 100);
    expect(at.top).toBe(5000);
    for (let i = 0; i < 50; i++) at = wheel(at, -100);
    expect(at).toEqual(start);
  });

  test('a dragged handle reaches every part, both ends too', () => {
    expect(follow(start, end / 2, total, view).top).toBe((total - view) / 2);
    expect(follow(start, end, total, view)).toEqual({ scroll: end, top: total - view });
    expect(follow({ scroll: end, top: total - view }, 0, total, view)).toEqual(start);
  });

  test('from where a handle was dropped, a wheel reaches the first row and the last without a jump', () => {
    let at = follow({ scroll: end, top: total - view }, 100, total, view);
    expect(at.top).toBeGreaterThan(4000);
    let before = at.top;
    while (at.top > 0) {
      at = wheel(at, -100);
      expect(before - at.top).toBeLessThanOrEqual(100);
      expect(at.top).toBeLessThan(before);
      before = at.top;
    }
    at = follow(start, end - 100, total, view);
    while (at.top < total - view) {
      const next = wheel(at, 100);
      expect(next.top - at.top).toBeLessThanOrEqual(100);
      expect(next.top).toBeGreaterThan(at.top);
      at = next;
    }
  });

  test('the last row is found by key, and the one before it', () => {
    const last = reveal(start, rows - 1, height, total, view);
    expect(visible(last, height, rows, view).end).toBe(rows);
    expect(last.scroll).toBe(end);
    const up = goTo(last, last.top - height, total, view);
    expect(up).toEqual({ scroll: end - height, top: last.top - height });
    expect(follow(up, up.scroll, total, view)).toEqual(up); // what the box then reports moves nothing
  });
});
