import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadPartOf } from './addresses.tsx';
import { App } from './app.tsx';
import './app.css';
import { startLanguage } from './language.ts';

loadPartOf(location.pathname);
await startLanguage();
const place = document.getElementById('root');
if (place === null) throw new Error('the page has no place for the console');
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
