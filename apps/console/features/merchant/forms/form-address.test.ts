import { expect, it } from 'vitest';
import { embedTag, formAddress, originsOf } from './form-address.ts';

it('a form is taken into a page by a tag, whatever its id', () => {
  expect(embedTag('https://wurao.example', 'form-"1&')).toBe(
    '<script src="https://wurao.example/forms/embed.js" data-form="form-&quot;1&amp;"></script>',
  );
  expect(formAddress('https://wurao.example', 'a/b')).toBe('https://wurao.example/forms/a%2Fb');
});

it('origins are read as people write them', () => {
  expect(originsOf(' https://a.example/ ,https://b.example\n\nhttps://c.example:8443')).toEqual([
    'https://a.example',
    'https://b.example',
    'https://c.example:8443',
  ]);
});
