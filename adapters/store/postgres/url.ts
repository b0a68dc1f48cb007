/** What is wrong with a database URL; undefined = nothing. Its password is never repeated. */
export const faultOfUrl = (text: string): string | undefined => {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'is not a URL';
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return `has the scheme ${url.protocol}//`;
  return url.pathname.length > 1 ? undefined : 'names no database';
};

/** Where a URL leads, for people: never its password. */
export const placeOf = (text: string): string => {
  const url = new URL(text);
  const socket = url.searchParams.get('host');
  const port = url.port || url.searchParams.get('port') || '5432';
  return `${decodeURIComponent(url.pathname.slice(1))} at ${socket ?? (url.hostname || 'localhost')}:${port}`;
};
