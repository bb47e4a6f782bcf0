/* XX%%X: how? */
