# Makes the invented data of the tutorial: awk -f make_data.awk
BEGIN {
  print "person,household,district,kind,cost"
  split("north help 64,north day 31,north transport 22," \
        "east help 48,east day 27,east transport 6," \
        "south help 71,south day 40,south transport 25," \
        "west help 29,west day 4,west transport 15", cells, ",")
  for (c = 1; c <= 12; c++) {
    split(cells[c], cell, " ")
    for (i = 1; i <= cell[3]; i++) {
      n++
      h = (i % 4 == 0) ? n - 1 : n            # one in four lives with the one before
      euro = 400 + (n * 7919) % 3600
      if (cell[1] == "west" && cell[2] == "transport" && i == 1) euro = 48000
      printf "P%04d,H%04d,%s,%s,%d.%02d\n", n, h, cell[1], cell[2], euro, n % 100
    }
  }
}
