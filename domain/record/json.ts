/** Deepest nesting of an input with the JSON values in it. A recipe that the trainer records nests 5 deep. */
export const deepestJson = 64;
