/** How both passes find and resolve modules. */
module.exports = {
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'types', 'default'],
    extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
  },
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '(^|/)(generated|\\.next|node_modules/\\.cache)/' },
};
