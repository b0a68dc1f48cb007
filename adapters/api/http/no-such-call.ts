import { ROUTES } from '../routes/table.ts';
import { DECISION_PATH } from './decision-door.ts';
import { stop } from './need.ts';
import type { Stop } from './problem.ts';

const SHOWN_CHARS_MAX = 80;

const CALLS: readonly { readonly method: string; readonly path: string }[] = [
  ...ROUTES,
  { method: 'POST', path: DECISION_PATH },
];

/** `/v1/lines/{id}` of the contract, as a test of real paths. */
const shapeOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`);

const SHAPES = CALLS.map(({ method, path }) => ({ method, shape: shapeOf(path) }));

/** A path that is not in the contract, or a method that its path does not take: the contract is public, so both are said. */
export const noSuchCall = (method: string, url: string): Stop => {
  const path = url.split('?', 1)[0] ?? '';
  const methods = [...new Set(SHAPES.filter(({ shape }) => shape.test(path)).map((call) => call.method))];
  if (methods.length > 0)
    return stop(
      'not-found',
      'method',
      `this path knows no ${method}`,
      `Use ${methods.join(' or ')}; /docs shows every call.`,
    );
  const shown = path.slice(0, SHOWN_CHARS_MAX);
  return stop('not-found', 'path', `there is no path ${shown}`, 'Check its spelling; /docs shows every call.');
};
