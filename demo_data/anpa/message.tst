A1042_lkw
r iBC-Lindbergh     05-21 0112
^BC-Lindbergh,112<
^Lindbergh lands in Paris after flying alone over the ocean<
^Eds: Recasts.<
^By PETER OKONJO=
^Lake Wire=
	   PARIS (LW) _ Charles Lindbergh set down his monoplane at Le Bourget on Saturday night, thirty-three and a half hours after he had left New York.
	   ``Well, I made it,'' he said. A hundred thousand people broke through the fences.
LW-WF-05-21-27 2224GMT<

