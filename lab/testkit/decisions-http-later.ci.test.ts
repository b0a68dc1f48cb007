import { readThemes } from '@wurao/vectors';
import { testOverHttp } from './decisions-over-http.ts';

const themes = readThemes();
testOverHttp(themes.filter((_, i) => i >= themes.length / 2));
