import { lines, words } from '../construction.ts';

/** Kinds by their category, singular; plurals add an s. */
export const kinds: Readonly<Record<string, readonly string[]>> = {
  dog: words('poodle beagle terrier'),
  bird: words('robin parrot sparrow'),
  vehicle: words('car truck bus'),
  flower: words('rose tulip daisy'),
  tool: words('hammer saw drill'),
};

/** Kinds that occur a few times each: the long tail. */
export const rareKinds: Readonly<Record<string, readonly string[]>> = {
  dog: words('whippet borzoi saluki basenji dachshund mastiff pointer komondor papillon spitz'),
  bird: words('shrike heron curlew plover nuthatch bittern dunnock ibis linnet wagtail'),
  vehicle: words('tram lorry sedan moped hearse tricycle tractor limousine rickshaw minivan'),
  flower: words('zinnia peony aster dahlia freesia begonia petunia primrose hyacinth gardenia'),
  tool: words('chisel trowel mallet awl rasp spanner pickaxe adze sickle scythe'),
};

export const colors = words('red blue green white small large old new');
export const places = words('garden street market yard station museum');
export const people = words('chef pilot nurse lawyer farmer artist teacher student');
export const adverbs = words('loudly slowly often again outside today');
export const intransitive = [
  ['sing', 'sang'],
  ['dance', 'danced'],
  ['sleep', 'slept'],
  ['laugh', 'laughed'],
  ['wait', 'waited'],
  ['work', 'worked'],
] as const;
export const transitive = words('helped called followed thanked praised');

/** Verbs that hold both ways round, and verbs that do not. */
export const symmetricVerbs = lines(`
  met
  married
  resembled
  debated
  hugged it out with
  dated
  divorced
  wrestled with
  collided with
  teamed up with
  corresponded with
  shook hands with
  shared a flat with
  sat next to
  bumped into
  agreed with
  danced a tango with
  played chess against
  was a cousin of
  was as tall as
`);
export const directedVerbs = lines(`
  scolded
  hired
  rescued
  bribed
  tutored
  imitated
  envied
  outran
  sued
  flattered
  lied to
  spied on
  looked after
  took advantage of
  bowed to
  waited for
  was a parent of
  was taller than
  paid a debt to
  shouted at
`);

/** "a fake diamond" is no diamond; "a costly diamond" is one. */
export const privativeAdjectives =
  words(`fake toy imaginary counterfeit would-be former alleged mock pretend fictional
  so-called supposed artificial plastic make-believe painted phantom sham pseudo bogus promised rumored dreamed-of planned`);
export const subsectiveAdjectives =
  words(`costly dusty borrowed heavy shiny polished antique tiny rusty stolen precious
  scratched gifted expensive wrapped spotless sturdy graceful elegant battered spare modern ornate wide`);
export const objects = words('diamond pistol castle violin vase bridge sword mirror');

/** Verbs before an infinitive that say it was done, and verbs that do not. */
export const implicatives = lines(`
  managed to
  remembered to
  went on to
  happened to
  dared to
  chose wisely to
  bothered to
  condescended to
  had the nerve to
  took the trouble to
  got around to
  proceeded to
  hastened to
  saw fit to
  did not fail to
  did not forget to
  contrived to
  was forced to
  had the good sense to
  could not help but
`);
export const nonImplicatives = lines(`
  tried to
  hoped to
  failed to
  forgot to
  refused to
  planned to
  wanted to
  promised to
  declined to
  neglected to
  was tempted to
  offered to
  vowed to
  was about to
  pretended to
  yearned to
  hesitated to
  threatened to
  lacked the nerve to
  did not manage to
`);
export const deeds = [
  ['open the door', 'opened the door'],
  ['sell the house', 'sold the house'],
  ['write the letter', 'wrote the letter'],
  ['repair the roof', 'repaired the roof'],
  ['win the race', 'won the race'],
  ['cook the meal', 'cooked the meal'],
] as const;

/** Verbs that say the same, two and two. */
export const synonyms = lines(`
  purchased bought
  commenced began
  concluded ended
  mended fixed
  constructed built
  devoured ate
  penned wrote
  pilfered stole
  relinquished surrendered
  procured obtained
  swiped took
  demolished destroyed
  forfeited lost
  perused read
  abandoned left
  glimpsed saw
  concealed hid
  fetched brought
  unveiled showed
  snapped broke
`).map((line) => line.split(' ') as [string, string]);
export const belongings = words('painting clock table book lamp');
