# Gives files and links below the working directory the names that stand on standard input:
# lines of a placeholder and, in hexadecimal, the name that it stands for.
use strict;
use warnings;

my %names;
while (my $line = <STDIN>) {
    my ($placeholder, $name) = $line =~ /^(\S+) ([0-9a-f]+)$/ or die "bad line: $line";
    $names{$placeholder} = pack('H*', $name);
}
my $placeholders = join('|', map { quotemeta } keys %names);

sub restore {
    my ($directory) = @_;
    opendir(my $handle, $directory) or die "$directory: $!\n";
    my @children = grep { $_ ne '.' && $_ ne '..' } readdir($handle);
    closedir($handle);
    for my $child (@children) {
        my $path = "$directory/$child";
        if (-l $path) {
            my $target = readlink($path);
            if ($target =~ s/($placeholders)/$names{$1}/g) {
                unlink($path) or die "$path: $!\n";
                symlink($target, $path) or die "$path: $!\n";
            }
        } elsif (-d _) {
            restore($path);
        }
        if (exists $names{$child}) {
            rename($path, "$directory/$names{$child}") or die "$path: $!\n";
        }
    }
}

restore('.');
