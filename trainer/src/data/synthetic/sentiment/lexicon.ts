import { lines, words } from '../construction.ts';

/** Words by the polarity they carry: index 0 negative, 1 positive, as the task's class ids. */
export type ByPolarity<Item> = readonly [negative: readonly Item[], positive: readonly Item[]];

export const things =
  words(`film plot acting ending script music dialogue cast novel story hotel room breakfast
  staff service soup dessert waiter phone screen battery camera keyboard album concert`);

export const commonAdjectives: ByPolarity<string> = [
  words('bad awful boring dull weak terrible poor horrible slow ugly clumsy annoying'),
  words('good great lovely charming strong superb clever wonderful bright fresh elegant delightful'),
];

/** Adjectives that occur a few times each: the long tail. */
export const rareAdjectives: ByPolarity<string> = [
  words(`abysmal acrid banal bleak brackish cloying contrived crass derivative dingy dismal dour drab dreary feeble
    flimsy frumpy garish ghastly grating grubby hackneyed haphazard hokey insipid jarring lackluster ludicrous lukewarm
    mawkish muddled musty odious overwrought paltry pedestrian plodding pompous rancid ramshackle risible schlocky shoddy
    slapdash soggy stilted tacky tawdry tedious tepid trite turgid vapid wooden woeful threadbare soulless sluggish`),
  words(`ace affable beguiling blissful bracing brisk buoyant captivating comely congenial crisp dazzling deft dulcet
    effulgent enchanting engrossing exquisite fetching flawless gleaming gripping heartfelt immaculate impeccable ingenious
    jaunty jubilant limpid lithe lucid luminous luscious lustrous magnetic majestic masterly mellow nifty nimble peerless
    pithy plush poignant polished radiant ravishing rollicking rousing scrumptious seamless snappy sprightly stellar
    sublime sumptuous supple winsome zesty`),
];

export const verbs: ByPolarity<string> = [
  words('hated disliked regretted loathed'),
  words('loved enjoyed admired adored'),
];

/** Verbs of the long tail. */
export const rareVerbs: ByPolarity<string> = [
  words(
    'abhorred bemoaned deplored despised derided detested dreaded lambasted panned resented rued scorned',
  ),
  words(
    'applauded cherished esteemed extolled hailed lauded prized relished revered savored treasured venerated',
  ),
];

/** How much an adverb makes of an adjective: the stronger of two clauses wins. */
export const adverbs = { weak: words('slightly somewhat mildly'), strong: words('extremely utterly truly') };

/** Fixed phrases whose polarity is not that of their words. They follow "it" or a thing as a predicate. */
export const idioms: ByPolarity<string> = [
  lines(`
    was nothing to write home about
    left me cold
    fell flat on its face
    was a damp squib
    was past its best
    went over like a lead balloon
    was all bark and no bite
    missed the boat entirely
    was a hard pill to swallow
    jumped the shark
    was not worth the paper it came on
    ran out of steam
    was dead in the water
    bored the pants off us
    made my skin crawl
    was as clear as mud
    went to the dogs
    was a white elephant
    could not hold a candle to the old one
    was for the birds
    bit the dust
    was much ado about nothing
    was a bitter end to a good day
    took the shine off the evening
    was a wolf in fine clothes
    had seen better days
    cost an arm and a leg
    was a storm in a teacup
    drove me up the wall
    could not have been worse
  `),
  lines(`
    blew my socks off
    was a breath of fresh air
    hit the nail on the head
    was worth its weight in gold
    was out of this world
    took the cake
    knocked it out of the park
    was the bee's knees
    was a sight for sore eyes
    did not miss a beat
    was second to none
    killed it
    was a real page turner
    brought the house down
    was not half bad
    was a cut above the rest
    had me in stitches
    was the real deal
    ticked all the boxes
    could not have been better
    was a feast for the eyes
    was right up my street
    stole the show
    was nothing to sneeze at
    went down a treat
    was wicked in the best way
    was to die for
    hit the spot
    was off the charts
    was a dark horse that won
  `),
];

/** Adjectives whose polarity hangs on the thing: `[adjective, things that it spoils, things that it graces]`. */
export const dependent: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['cold', words('soup coffee welcome bath toast'), words('beer lemonade melon cider gazpacho')],
  ['long', words('queue delay wait detour commute'), words('warranty holiday weekend honeymoon sunset')],
  ['small', words('portion bedroom salary window plate'), words('fee deposit bill surcharge penalty')],
  ['hot', words('office tram attic waiting-room pillow'), words('tea chocolate pie shower stew')],
  ['thin', words('excuse wall blanket alibi broth'), words('laptop crust notebook bezel tablet')],
  [
    'loud',
    words('fridge neighbor fan corridor air-conditioner'),
    words('applause cheering ovation laughter anthem'),
  ],
  [
    'quiet',
    words('microphone alarm ringtone doorbell earpiece'),
    words('library garden engine courtyard dishwasher'),
  ],
  [
    'unpredictable',
    words('brake elevator schedule wifi thermostat'),
    words('thriller twist heist finale mystery'),
  ],
  ['sharp', words('pain corner splinter pebble rebuke'), words('knife picture lens blade wit')],
  ['soft', words('crouton apple cracker clutch handshake'), words('towel mattress cushion sweater scarf')],
];

export const speakers = words('i we everyone critics guests');
export const openers = [
  '',
  '',
  'honestly ,',
  'overall ,',
  'to me ,',
  'in short ,',
  'again ,',
  'last night ,',
];
