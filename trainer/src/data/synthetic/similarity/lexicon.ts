import { lines, words } from '../construction.ts';

export const people = words(
  'chef pilot nurse lawyer farmer artist teacher student doctor sailor baker tailor',
);
export const colors = words('red blue green white black yellow');
export const things = words('car table lamp door boat chair coat bicycle piano ladder');
export const places = words('garden street market yard station museum harbor library');

/** Verbs that say the same, two and two. */
export const synonyms = lines(`
  purchased bought
  mended fixed
  constructed built
  pilfered stole
  abandoned left
  glimpsed saw
  concealed hid
  fetched brought
  demolished destroyed
  hauled carried
`).map((line) => line.split(' ') as [string, string]);
