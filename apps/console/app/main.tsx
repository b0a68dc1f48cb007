import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadPartOf } from './addresses.tsx';
import { App } from './app.tsx';
import './app.css';
import { firstLanguage, startLanguage } from './language.ts';
import { queries } from './queries.ts';
import { SESSION_QUERY } from './session-of.tsx';
import { loadLocale } from './theme.tsx';

// Who is signed in and the texts come together: neither waits for the other.
void queries.prefetchQuery(SESSION_QUERY);
const part = loadPartOf(location.pathname);
// Words of the library that do not come keep nobody from the page: they are asked for once more when it stands.
await Promise.all([startLanguage(part), loadLocale(firstLanguage()).catch(() => {})]);
const place = document.getElementById('root');
if (place === null) throw new Error('the page has no place for the console');
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
