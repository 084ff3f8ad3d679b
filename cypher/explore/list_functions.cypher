// the functions of the server, for the editor
SHOW FUNCTIONS
YIELD name, category, description, signature, isBuiltIn, argumentDescription, returnDescription, aggregating, isDeprecated
RETURN name, category, description, signature, isBuiltIn, argumentDescription, returnDescription, aggregating,
  isDeprecated
ORDER BY name
