# A document from nephometer/{host}/samples as lines for table.awk, a sample each: key, meter, resource, volume, unit.
# Then a line that ends the document: nothing, its host, and the time of its arrival in seconds.

# Names are the tenants' text: nothing in them may move the cursor.
def plain: tostring | gsub("[[:cntrl:]\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]"; "?");

# Of an instance its name, which is its own on this host; of a part of it the part's name, too.
def place:
  .resource_metadata as $about
  | if $about.instance_id == null then .resource_id
    elif .resource_id == $about.instance_id then $about.name
    else $about.name + " "
      + ($about.disk_name // $about.vnic_name // (.resource_id | split($about.instance_id + "-") | last))
    end;

def fit($width): if length > $width then .[:$width - 1] + "…" else . + " " * ($width - length) end;

(.resources[]
  | (place | plain | fit($width)) as $place
  | .resource_id as $id
  | .samples[]
  | [$id + " " + .name, .name, $place, .volume, (.unit | plain)]
  | @tsv),
(["", (.host | plain), (now | floor)] | @tsv)
