/** Where a form stands by itself. */
export const formAddress = (origin: string, id: string): string => `${origin}/forms/${encodeURIComponent(id)}`;

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** What a page takes into itself to show the form. */
export const embedTag = (origin: string, id: string): string =>
  `<script src="${attribute(origin)}/forms/embed.js" data-form="${attribute(id)}"></script>`;

/** One origin a line or between commas. */
export const originsOf = (text: string): readonly string[] =>
  text
    .split(/[\s,]+/)
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter((origin) => origin !== '');
