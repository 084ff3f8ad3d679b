// the procedures of the server, for the editor
SHOW PROCEDURES
YIELD name, description, mode, worksOnSystem, signature, argumentDescription, returnDescription, admin, option
RETURN name, description, mode, worksOnSystem, signature, argumentDescription, returnDescription, admin, option
ORDER BY name
