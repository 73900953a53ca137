/** As high as a box may be so that each web view still draws it to the pixel; more rows than that share the height. */
export const tallest = 4_000_000;

/** Where a list stands: `scroll` is the box's own, `top` the first visible pixel of all rows, which may be many more. */
export interface Place {
  scroll: number;
  top: number;
}

export const start: Place = { scroll: 0, top: 0 };

const room = 100_000; // enough to scroll on by hand, and too little to see the handle jump

const within = (n: number, least: number, most: number) => Math.min(Math.max(n, least), Math.max(least, most));

/**
 * Where the list stands when its box was scrolled. A list higher than {@link tallest} follows a wheel pixel by pixel
 * and a dragged handle by its share of the way. The answer's scroll is the box's, or where it is to be put so that
 * there is room to scroll on.
 */
export function follow(at: Place, scroll: number, total: number, view: number): Place {
  if (total <= tallest) return { scroll, top: within(scroll, 0, total - view) };
  const end = tallest - view;
  const last = total - view;
  const by = scroll - at.scroll;
  const dragged = Math.abs(by) > 2 * view;
  const top = Math.round(within(dragged ? (scroll / end) * last : at.top + by, 0, last));
  if (scroll <= 0 && top > 0) return { scroll: Math.min(top, room), top };
  if (scroll >= end && top < last) return { scroll: end - Math.min(last - top, room), top };
  return { scroll, top };
}

/** Where the list stands with a pixel of all rows on top. */
export function goTo(at: Place, pixel: number, total: number, view: number): Place {
  const last = total - view;
  const top = Math.round(within(pixel, 0, last));
  if (total <= tallest) return { scroll: top, top };
  const end = tallest - view;
  if (top === 0) return start;
  if (top >= last) return { scroll: end, top };
  const near = at.scroll + top - at.top;
  if (Math.abs(top - at.top) < room && near > 0 && near < end) return { scroll: near, top };
  return { scroll: Math.round(within((top / last) * end, 1, end - 1)), top };
}

/** The least scrolled place at which a row is seen whole. */
export function reveal(at: Place, row: number, height: number, total: number, view: number): Place {
  if (row * height < at.top) return goTo(at, row * height, total, view);
  if ((row + 1) * height > at.top + view) return goTo(at, (row + 1) * height - view, total, view);
  return at;
}

/** Which rows are seen, the last one not inside. */
export function visible(at: Place, height: number, rows: number, view: number): { first: number; end: number } {
  const first = within(Math.floor(at.top / height), 0, rows);
  return { first, end: within(Math.ceil((at.top + view) / height) + 1, first, rows) };
}
