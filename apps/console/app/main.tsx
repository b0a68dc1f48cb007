import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { preferenceQuery } from '../api/preference.ts';
import type { Session } from '../api/session.ts';
import { HOME_OF } from '../pages.ts';
import { partOf, preloadPart } from './addresses.tsx';
import { App } from './app.tsx';
import './app.css';
import { startLanguage } from './language.ts';
import { queries } from './queries.ts';
import { SESSION_KEY, SESSION_QUERY } from './session-of.tsx';

const place = document.getElementById('root');
if (place === null) throw new Error('the page has no place for the console');

/** What the first drawing of a person's page waits for; where it fails, the page asks again and says so. */
const askFirst = async (): Promise<void> => {
  await queries.prefetchQuery(SESSION_QUERY);
  const number = queries.getQueryData<Session | null>(SESSION_KEY)?.subscriber;
  if (number !== undefined && location.pathname === HOME_OF.subscriber)
    await queries.prefetchQuery(preferenceQuery(number));
};

/** Who is signed in, the page and its texts come together: none waits for another. */
const start = async (root: HTMLElement): Promise<void> => {
  void askFirst();
  const part = partOf(location.pathname);
  await Promise.all([startLanguage(part), part === undefined ? undefined : preloadPart(part)]);
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
};

// Not awaited here: the parts stand on this module, and would wait for it while it waits for them.
void start(place);
