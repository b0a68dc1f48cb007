import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ApiProblem } from '../api/problem.ts';
import { PagesAnswer } from './pages-answer.tsx';

const BROKEN = { isPending: false, isError: true, error: new ApiProblem(503, { title: 'not ready' }) };
const shown = (rows: readonly string[], query: object): string => {
  const Shown = () =>
    PagesAnswer<string>({
      pages: { query: query as never, rows, isWhole: true, onNearEnd: () => undefined, again: () => undefined },
      empty: 'nothing here',
      children: (all) => all.join(),
    });
  return renderToStaticMarkup(createElement(Shown));
};

it('keeps what is shown when the next page does not come, with what went wrong beneath', () => {
  expect(shown(['one', 'two'], BROKEN)).toMatch(/one,two.*not ready/s);
});

it('says nothing of emptiness when the first page does not come', () => {
  const text = shown([], BROKEN);
  expect(text).toContain('not ready');
  expect(text).not.toContain('nothing here');
});

it('shows the rows alone, or what their absence means', () => {
  const fine = { isPending: false, isError: false, error: null };
  expect(shown(['one'], fine)).toBe('one');
  expect(shown([], fine)).toBe('nothing here');
});
